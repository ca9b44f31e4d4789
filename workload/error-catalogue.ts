import { ERROR_TABLE, type KnownError, type Retry } from "./error-table";

const RETRIES: Readonly<Record<Retry, string>> = {
    propagation:
        "The kit tries again for two minutes, and then once a minute at most: right after a deployment this passes.",
    transient: "The kit tries again, with back-off, for a minute; in the background until the current token expires.",
    newAssertion: "The kit tries again with a new outside token.",
    never: "The kit does not try again: this does not pass by itself.",
};

const PARTS = [
    ["Entra", "From Entra, when it is asked to exchange the outside token"],
    ["AWS", "From AWS, when it is asked for the outside token"],
    ["kit", "From the kit itself"],
] as const;

/** docs/errors.md, from the table by which the kit decides. */
export function errorCatalogue(): string {
    const parts = PARTS.flatMap(([from, title]) => [
        `## ${title}`,
        ...ERROR_TABLE.filter((error) => error.from === from).flatMap(entry),
    ]);
    return `${[
        "# Errors of the workload kit",
        "Every failure is a `FederationError` with `code`, `fix`, `correlationId` and `retry`. This page is generated from the table that the kit itself uses (`error-table.ts`); `node --require tsx/cjs workload/write-error-catalogue.ts` regenerates it.",
        "An AADSTS number is read whole: AADSTS7000215 (a wrong client secret) is not AADSTS700021.",
        ...parts,
    ].join("\n\n")}\n`;
}

function entry({ code, cause, fix, retry }: KnownError): string[] {
    return [`### ${code}`, [`- **Cause:** ${cause}`, `- **Fix:** ${fix}`, `- **Retry:** ${RETRIES[retry]}`].join("\n")];
}
