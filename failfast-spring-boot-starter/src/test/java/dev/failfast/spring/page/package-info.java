/** What docs/spring-boot.md shows, so that it compiles. */
@NullMarked
package dev.failfast.spring.page;

import org.jspecify.annotations.NullMarked;
