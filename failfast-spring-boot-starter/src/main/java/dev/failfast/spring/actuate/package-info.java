/** What operators see and do over HTTP: the endpoint {@code failfast}, and the details of the application's health. */
@NullMarked
package dev.failfast.spring.actuate;

import org.jspecify.annotations.NullMarked;
