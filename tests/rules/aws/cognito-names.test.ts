import {
    developerProviderNameProblem,
    developerUserIdentifierProblem,
    identityPoolNameProblem,
} from "../../../rules/aws/cognito-names";
import { takes } from "../takes";

describe("identityPoolNameProblem", () => {
    takes(
        identityPoolNameProblem,
        ["a", "cognito-entra-dev-orders", "a b_+=,.@-", "x".repeat(128)],
        ["", "x".repeat(129), "a:b", "ü"],
        /is not an identity pool name, which has 1 to 128 letters, digits, spaces and _\+=,\.@-$/,
    );
});

describe("developerProviderNameProblem", () => {
    takes(
        developerProviderNameProblem,
        ["entra.orders", "a_b-c.d", "x".repeat(128)],
        ["", "a b", "x".repeat(129), "a:b", "a\n"],
        /is not a developer provider name, which has 1 to 128 letters, digits and \._-$/,
    );
});

describe("developerUserIdentifierProblem", () => {
    takes(
        developerUserIdentifierProblem,
        ["orders", "a:b/ü", "x".repeat(1024)],
        ["", "x".repeat(1025), "a\nb"],
        /is not a developer user identifier, which has 1 to 1024 printable characters$/,
    );
});
