package dev.failfast.examples.shop;

import java.util.List;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** What the third party said last, in a table of the shop. */
@Repository
public class InvoiceTable {
    private final JdbcClient jdbc;

    InvoiceTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    List<Invoice> all() {
        return jdbc.sql("SELECT number, customer, cents FROM invoice ORDER BY number")
                .query(Invoice.class)
                .list();
    }

    void keep(List<Invoice> invoices) {
        invoices.forEach(this::keep);
    }

    /** Both instances may do this at once. */
    private void keep(Invoice invoice) {
        String update = "UPDATE invoice SET customer = :customer, cents = :cents WHERE number = :number";
        if (jdbc.sql(update).paramSource(invoice).update() == 0) {
            try {
                jdbc.sql("INSERT INTO invoice (number, customer, cents) VALUES (:number, :customer, :cents)")
                        .paramSource(invoice)
                        .update();
            } catch (DuplicateKeyException e) {
                // The other one was first, and had the same answer.
            }
        }
    }
}
