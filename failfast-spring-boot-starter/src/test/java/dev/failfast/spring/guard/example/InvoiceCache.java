package dev.failfast.spring.guard.example;

import org.springframework.stereotype.Component;

@Component
public class InvoiceCache {
    String find(String id) {
        return "cached " + id;
    }
}
