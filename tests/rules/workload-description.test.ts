import { parseWorkloadDescription } from "../../rules/workload-description";
import { takes } from "./takes";

describe("parseWorkloadDescription", () => {
    takes(
        (text) => {
            const description = parseWorkloadDescription(text);
            return description.ok ? undefined : description.problem;
        },
        ["", "Bestellungen für den Hafen.\n\tZwei Zeilen.", "x".repeat(600)],
        ["注文", "a\u0007b", "€", "👍", "x".repeat(601)],
        /^a description has only Latin letters, signs and line breaks, found ".*"$|^a description has at most 600/,
    );
});
