@NullMarked
package dev.failfast.examples.web;

import org.jspecify.annotations.NullMarked;
