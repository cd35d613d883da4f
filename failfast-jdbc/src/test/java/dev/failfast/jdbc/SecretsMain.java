package dev.failfast.jdbc;

import dev.failfast.Breaker;
import dev.failfast.BreakerListener;
import dev.failfast.Permit;
import dev.failfast.StoreException;
import dev.failfast.StoreListener;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** A host that has everything go wrong that can, with a secret in each place that a careless log would show. */
final class SecretsMain {
    static final String SECRET = "s3cr3t";

    private SecretsMain() {}

    public static void main(String[] urlSecretUrlUserPassword) throws Exception {
        String secretUrl = urlSecretUrlUserPassword[1];
        String user = urlSecretUrlUserPassword[2];
        String password = urlSecretUrlUserPassword[3];
        try (JdbcStore store = store(JdbcStore.builder(urlSecretUrlUserPassword[0], user, password)
                        .timeout(Database.PATIENT));
                JdbcStore secretStore =
                        store(JdbcStore.builder(secretUrl, user, null).timeout(Database.PATIENT))) {
            tripAndProbe(store);
            tripAndProbe(secretStore);
            secretStore.force("stays", null, "maintenance");
        }
        try (JdbcStore unmigrated =
                store(JdbcStore.builder(secretUrl, user, null).table("nowhere").timeout(Database.PATIENT))) {
            useInVain(unmigrated);
        }
        try (JdbcStore down =
                store(JdbcStore.builder("jdbc:postgresql://127.0.0.1:1/x?password=" + SECRET, user, SECRET))) {
            useInVain(down);
        }
        try (JdbcStore refused = store(JdbcStore.builder(urlSecretUrlUserPassword[0], "nobody_" + user, SECRET))) {
            useInVain(refused);
        }
        try {
            JdbcStore.withOwnPool("jdbc:oracle:thin:scott/" + SECRET + "@x", "scott", SECRET);
        } catch (IllegalArgumentException e) {
            System.err.println(e);
        }
        System.err.println("done");
    }

    private static JdbcStore store(JdbcStoreBuilder builder) {
        return builder.listener(new StoreListener() {
                    @Override
                    public void onOutage(StoreException cause) {
                        throw secret();
                    }
                })
                .build();
    }

    private static IllegalStateException secret() {
        return new IllegalStateException("password is " + SECRET, new IOException(SECRET));
    }

    private static void tripAndProbe(JdbcStore store) throws Exception {
        Breaker breaker = Breaker.named("service")
                .store(store)
                .enabledWhen(() -> {
                    throw secret();
                })
                .tripOnResult(String.class, SECRET::equals)
                .listener(new BreakerListener() {
                    @Override
                    public void onTrip(String service, Duration openFor, String reason) {
                        throw secret();
                    }
                })
                .build();
        fail(breaker);
        fail(breaker);
        for (int i = 0; i < 3; i++) {
            breaker.forceOpen(Duration.ofNanos(1));
            fail(breaker);
        }
        breaker.forceOpen(Duration.ofNanos(1));
        breaker.call(() -> SECRET);
        breaker.forceOpen(Duration.ofNanos(1));
        breaker.call(() -> "answer");
        Permit permit = breaker.acquire();
        permit.failed(secret());
        breaker.reset();
        CompletableFuture<String> later = breaker.callAsync(() -> CompletableFuture.failedFuture(secret()));
        later.exceptionally(e -> "").join();
    }

    private static void useInVain(JdbcStore store) {
        Breaker breaker = Breaker.named("in vain").store(store).build();
        fail(breaker);
        fail(breaker);
        try {
            breaker.forceOpen();
        } catch (StoreException e) {
            System.err.println(e);
        }
    }

    private static void fail(Breaker breaker) {
        try {
            breaker.run(() -> {
                throw secret();
            });
        } catch (RuntimeException e) {
            // what a caller does with its own exception is its own business
        }
    }
}
