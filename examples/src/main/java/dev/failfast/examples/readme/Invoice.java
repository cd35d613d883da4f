package dev.failfast.examples.readme;

/**
 * What the snippets are about.
 *
 * @param number of the invoice
 */
public record Invoice(String number) {}
