@NullMarked
package dev.failfast.micrometer;

import org.jspecify.annotations.NullMarked;
