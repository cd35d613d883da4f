/** What docs/spring-boot.md shows of guarded beans. */
@NullMarked
package dev.failfast.spring.guard.example;

import org.jspecify.annotations.NullMarked;
