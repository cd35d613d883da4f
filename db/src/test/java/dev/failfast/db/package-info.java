@NullMarked
package dev.failfast.db;

import org.jspecify.annotations.NullMarked;
