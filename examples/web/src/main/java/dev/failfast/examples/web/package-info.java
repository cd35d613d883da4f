/** What a web application answers while a service that it needs is broken. */
@NullMarked
package dev.failfast.examples.web;

import org.jspecify.annotations.NullMarked;
