/** Breakers in Spring Boot applications: {@link dev.failfast.spring.FailfastAutoConfiguration}. */
@NullMarked
package dev.failfast.spring;

import org.jspecify.annotations.NullMarked;
