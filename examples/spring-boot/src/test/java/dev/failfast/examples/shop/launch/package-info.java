@NullMarked
package dev.failfast.examples.shop.launch;

import org.jspecify.annotations.NullMarked;
