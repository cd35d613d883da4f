/** What the examples need to be run: a third party that turns slow on request, and a database. */
@NullMarked
package dev.failfast.examples.web.demo;

import org.jspecify.annotations.NullMarked;
