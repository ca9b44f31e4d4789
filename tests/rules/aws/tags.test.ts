import { tagKeyProblem, tagValueProblem } from "../../../rules/aws/tags";
import { takes } from "../takes";

describe("tagKeyProblem", () => {
    takes(
        tagKeyProblem,
        ["team", "cost centre", "a_.:/=+@-", "größe", "x".repeat(128), "myaws:x"],
        ["", "a;b", "a\tb", "x".repeat(129), "aws:x", "AWS:x"],
        /is not a tag's key|at most 128 characters, found 129$|begins with "aws:", which AWS keeps for itself$/,
    );
});

describe("tagValueProblem", () => {
    takes(
        tagValueProblem,
        ["", "platform", "aws:x", "x".repeat(256)],
        ["a;b", "a\nb", "x".repeat(257)],
        /is not a tag's value|at most 256 characters, found 257$/,
    );
});
