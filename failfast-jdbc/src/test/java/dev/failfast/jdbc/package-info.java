/** The store on real databases: H2, and the oldest and the newest PostgreSQL. */
@NullMarked
package dev.failfast.jdbc;

import org.jspecify.annotations.NullMarked;
