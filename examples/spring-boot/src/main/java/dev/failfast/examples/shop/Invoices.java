package dev.failfast.examples.shop;

import dev.failfast.Failfast;
import dev.failfast.FailfastException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/** The invoices, from the third party, or from the shop's own table while that is broken. */
@Service
public class Invoices {
    /** Where an answer comes from. */
    public enum Source {
        /** The third party. */
        SALES_API,
        /** The shop's table. */
        STORED
    }

    /**
     * An answer.
     *
     * @param source where it comes from
     * @param retryAfterSeconds when it is worth while to ask the third party again; null if it has just answered
     * @param invoices ordered by number
     */
    public record Answer(Source source, @Nullable Long retryAfterSeconds, List<Invoice> invoices) {}

    private final SalesApi salesApi;
    private final InvoiceTable table;

    Invoices(SalesApi salesApi, InvoiceTable table) {
        this.salesApi = salesApi;
        this.table = table;
    }

    /**
     * The invoices as they are now. What goes wrong with the shop's own table is no failure of the third party: it is
     * not among those that {@code trip-on} in application.yml names.
     *
     * @return what the third party says; {@link #stored} while it is broken
     */
    @Failfast(value = SalesApi.NAME, fallback = "stored")
    public Answer current() {
        List<Invoice> invoices = salesApi.invoices();
        table.keep(invoices);
        return new Answer(Source.SALES_API, null, invoices);
    }

    Answer stored(FailfastException broken) {
        return new Answer(Source.STORED, broken.getRetryAfterSeconds(), table.all());
    }
}
