const longestShown = 120;

/**
 * A string in double quotes for a message: control characters, line separators and bidirectional marks are escaped, and
 * everything after 120 characters is replaced by its length.
 */
export function quote(text: string): string {
    const shown = text.length > longestShown ? text.slice(0, longestShown) : text;
    const rest = text.length - shown.length;
    const escaped = JSON.stringify(shown).replace(
        /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu,
        (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
    );
    return rest > 0 ? `${escaped} … (${rest} more characters)` : escaped;
}
