package dev.failfast.jdbc;

import java.util.regex.Pattern;

/** A table's name, with or without a schema, that cannot be anything but a name. */
record TableName(String text) {
    private static final Pattern RULE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,62}(\\.[A-Za-z_][A-Za-z0-9_]{0,62})?");

    // After the rule, which it is checked against.
    static final TableName DEFAULT = new TableName("broken_services");

    TableName {
        if (!RULE.matcher(text).matches()) {
            throw new IllegalArgumentException("table must be an identifier, or schema.identifier, of letters, digits"
                    + " and underscores, at most 63 each and none beginning with a digit; was \"" + text + "\"");
        }
    }

    @Override
    public String toString() {
        return text;
    }
}
