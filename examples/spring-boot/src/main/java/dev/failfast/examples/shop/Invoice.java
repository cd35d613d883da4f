package dev.failfast.examples.shop;

/**
 * What a customer owes.
 *
 * @param number that accountants know it by
 * @param customer who pays
 * @param cents how much
 */
public record Invoice(String number, String customer, long cents) {}
