package dev.failfast.examples.readme;

import java.io.IOException;
import java.util.List;

/** What the snippets call. */
interface Client {
    List<Invoice> invoices() throws IOException;
}
