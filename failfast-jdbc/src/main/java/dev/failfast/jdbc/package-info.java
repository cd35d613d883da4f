/**
 * The state of services in a table of the relational database that the application already has. Start at
 * {@link dev.failfast.jdbc.JdbcStore}.
 */
@NullMarked
package dev.failfast.jdbc;

import org.jspecify.annotations.NullMarked;
