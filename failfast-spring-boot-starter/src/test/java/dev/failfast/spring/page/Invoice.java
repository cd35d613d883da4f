package dev.failfast.spring.page;

record Invoice(String number) {}
