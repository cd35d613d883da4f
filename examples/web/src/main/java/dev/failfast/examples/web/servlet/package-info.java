/** A servlet application without a framework, on an embedded Tomcat. */
@NullMarked
package dev.failfast.examples.web.servlet;

import org.jspecify.annotations.NullMarked;
