package dev.failfast.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JdkTest {

    @Test
    void theVersionComesFromTheFileNamedRelease(@TempDir Path home) throws Exception {
        Files.writeString(home.resolve("release"), "JAVA_VERSION=\"25-ea\"\nIMPLEMENTOR=\"somebody\"\n");

        assertThat(Jdk.at(home)).isEqualTo(new Jdk(25, "25-ea", home)).hasToString("JDK 25");
    }

    @Test
    void thereIsAtLeastTheOneThatRunsThis() throws Exception {
        assertThat(Jdk.oldestAndNewest())
                .hasSizeBetween(1, 2)
                .allSatisfy(jdk -> assertThat(jdk.java()).isExecutable());
    }
}
