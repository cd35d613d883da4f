@NullMarked
package dev.failfast.test;

import org.jspecify.annotations.NullMarked;
