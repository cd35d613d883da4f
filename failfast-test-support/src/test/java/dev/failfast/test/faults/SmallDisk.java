package dev.failfast.test.faults;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;

/** A tablespace on a file system of its own in memory, small enough to be filled. Root can make one, on Linux. */
final class SmallDisk {
    private static final String FULL = "53100";
    private static final int MANY = 100_000;

    private SmallDisk() {}

    static boolean isPossible() {
        Path folder = null;
        try {
            folder = Files.createTempDirectory("failfast-small-disk");
            return mount(folder) && unmount(folder);
        } catch (IOException e) {
            return false;
        } finally {
            if (folder != null) {
                folder.toFile().delete();
            }
        }
    }

    /** Moves the table there and leaves no room for another row. */
    static Fault.End fill(Site site) throws Exception {
        Path disk = Files.createTempDirectory("failfast-small-disk");
        if (!mount(disk)) {
            throw new IOException("no file system could be mounted at " + disk);
        }
        Fault.End end = () -> {
            try {
                Files.deleteIfExists(disk.resolve("filler"));
                site.sql(
                        "DELETE FROM broken_services WHERE name LIKE 'filler %'",
                        "ALTER TABLE broken_services SET TABLESPACE pg_default",
                        "ALTER INDEX broken_services_pkey SET TABLESPACE pg_default",
                        "CHECKPOINT",
                        "DROP TABLESPACE small");
            } finally {
                unmount(disk);
                Files.delete(disk);
            }
        };
        try {
            Path tablespace = Files.createDirectory(disk.resolve("tablespace"));
            site.sql(
                    "CREATE TABLESPACE small LOCATION '" + tablespace + "'",
                    "ALTER TABLE broken_services SET TABLESPACE small",
                    "ALTER INDEX broken_services_pkey SET TABLESPACE small");
            fill(disk.resolve("filler"));
            fillPages(site);
            return end;
        } catch (Exception e) {
            end.end();
            throw e;
        }
    }

    private static void fill(Path file) throws IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            byte[] page = new byte[4096];
            while (true) {
                out.write(page);
            }
        } catch (IOException e) {
            if (!String.valueOf(e.getMessage()).contains("No space left")) {
                throw e;
            }
        }
    }

    /** What there is of the table has room for some rows yet. */
    private static void fillPages(Site site) throws SQLException {
        try (Connection operator = site.operator()) {
            for (int i = 0; i < MANY; i++) {
                Site.run(operator, "INSERT INTO broken_services(name, until) VALUES ('filler " + i + "', 'infinity')");
            }
            throw new IllegalStateException("the disk does not fill");
        } catch (SQLException e) {
            if (!FULL.equals(e.getSQLState())) {
                throw e;
            }
        }
    }

    private static boolean mount(Path folder) throws IOException {
        return run("mount", "-t", "tmpfs", "-o", "size=1m,mode=0777", "tmpfs", folder.toString());
    }

    private static boolean unmount(Path folder) throws IOException {
        return run("umount", "-l", folder.toString());
    }

    private static boolean run(String... command) throws IOException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
