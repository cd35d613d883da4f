/**
 * What runs the shop to be looked at: a third party, a database and two instances. Nothing that an application needs.
 */
@NullMarked
package dev.failfast.examples.shop.launch;

import org.jspecify.annotations.NullMarked;
