package dev.failfast.examples.shop.launch;

class ShopOnPostgresTest extends ShopContract {
    ShopOnPostgresTest() {
        super(RunningShops.onPostgres());
    }
}
