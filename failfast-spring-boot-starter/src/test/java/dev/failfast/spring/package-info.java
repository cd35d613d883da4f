@NullMarked
package dev.failfast.spring;

import org.jspecify.annotations.NullMarked;
