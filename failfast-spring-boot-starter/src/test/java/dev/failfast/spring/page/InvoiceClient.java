package dev.failfast.spring.page;

import java.io.IOException;
import java.util.List;

interface InvoiceClient {
    List<Invoice> invoices() throws IOException;
}
