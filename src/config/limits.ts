/** Safety limits of plan files: what is above them is refused before it costs time or memory. */

/** Most bytes of one YAML plan file. */
export const MAX_YAML_BYTES = 1024 * 1024;
/** Most bytes of one JSON plan file (read by the fast JSON reader). */
export const MAX_JSON_BYTES = 32 * 1024 * 1024;
/** Most bytes of a table of senders. */
export const MAX_TABLE_BYTES = 64 * 1024 * 1024;
/** Most values (texts, numbers, lists, maps) of one YAML file, aliases counted as often as they are used. */
export const MAX_NODES = 100_000;
/** Most values of one JSON file: 100,000 senders with everything they can say are 2 million. */
export const MAX_JSON_VALUES = 3_000_000;
/** Most keys of one map. */
export const MAX_KEYS_PER_MAP = 5_000;
/** Most anchors and aliases of one YAML file together. */
export const MAX_ANCHORS_AND_ALIASES = 50;
/** Deepest nesting of lists and maps. */
export const MAX_DEPTH = 50;
/** Most plan files found in folders by one command. */
export const MAX_FILES = 1_000;
/** Most errors, and most warnings, shown of one file. */
export const MAX_FINDINGS_PER_FILE = 200;
/** Most rows of a contact table. */
export const MAX_AUDIENCE_ROWS = 5_000_000;
/** Most characters of one row of a contact table. */
export const MAX_ROW_CHARACTERS = 64 * 1024;
/** Largest amount of contacts, credits or sends anybody may write. */
export const MAX_AMOUNT = 1_000_000_000_000;
/** Longest id, in characters. */
export const MAX_ID_CHARACTERS = 200;
/** Longest horizon, in days. */
export const MAX_HORIZON_DAYS = 400;
