package dev.failfast.examples.shop.launch;

import org.junit.jupiter.api.Nested;

class ShopOnH2Test extends ShopContract {
    ShopOnH2Test() {
        super(RunningShops.onH2());
    }

    /** On the same instances, which take seconds to start. */
    @Nested
    class InTheBrowser extends PageContract {
        InTheBrowser() {
            super(RunningShops.onH2());
        }
    }
}
