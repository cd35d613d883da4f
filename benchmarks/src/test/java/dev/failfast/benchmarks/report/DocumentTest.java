package dev.failfast.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DocumentTest {
    private static final String TEXT = """
            # By hand
            <!-- rows -->
            old
            <!-- end of rows -->
            by hand, too
            """;

    @Test
    void aBlockIsReplacedAndNothingElse() {
        String replaced = Document.replace(TEXT, "rows", "| new |\n");

        assertThat(replaced).isEqualTo("""
                        # By hand
                        <!-- rows -->

                        | new |

                        <!-- end of rows -->
                        by hand, too
                        """);
        assertThat(Document.replace(replaced, "rows", "| new |")).isEqualTo(replaced);
    }

    @Test
    void aBlockThatIsMissingComesLast() {
        String replaced = Document.replace(TEXT, "hosts", "| new |");

        assertThat(replaced).startsWith(TEXT).endsWith("<!-- hosts -->\n\n| new |\n\n<!-- end of hosts -->\n");
    }
}
