package dev.failfast.db;

import dev.failfast.db.testing.FreshDatabase;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/** A host that starts: says that it is ready, waits for a line, migrates. */
final class MigrateMain {
    private MigrateMain() {}

    public static void main(String[] urlUserPassword) throws IOException {
        var database = new FreshDatabase(urlUserPassword[0], urlUserPassword[1], urlUserPassword[2]);
        System.out.println("ready");
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        if (in.readLine() != null) {
            FailfastSchema.migrate(database.dataSource());
            System.out.println("migrated");
        }
    }
}
