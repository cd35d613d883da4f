@NullMarked
package dev.failfast.examples.web.servlet;

import org.jspecify.annotations.NullMarked;
