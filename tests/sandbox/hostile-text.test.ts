import assert from "node:assert/strict";
import fc from "fast-check";
import {
    developerIdentityKeyProblem,
    parseDeveloperIdentityResourceId,
} from "../../provider/resources/developer-identity-key";
import { parseAssumeRole } from "../../provider/clients/assume-role";
import { parsePolicyDocument } from "../../sandbox/aws/kernel/authorization/policy-document";
import { hasUnreadableVariable, substitute } from "../../sandbox/aws/kernel/authorization/policy-variable";
import { signedService } from "../../sandbox/aws/kernel/signature";
import { checkParameterName, parsePathPrefix, parseReference } from "../../sandbox/aws/systems-manager/parameter-name";
import { AccessControl } from "../../sandbox/azure/resource-manager/access-control";
import { operationMatches } from "../../sandbox/azure/resource-manager/permissions";
import { requestSegments } from "../../sandbox/azure/resource-manager/request-path";
import { parseResourceFilter } from "../../sandbox/azure/resource-manager/resource-filter";
import { tenantRoot } from "../../sandbox/azure/resource-manager/resource-id";
import { selectRoleAssignments } from "../../sandbox/azure/resource-manager/role-assignment-filter";
import { federatedCredentialProblem } from "../../sandbox/entra/directory/federated-credential-rules";
import { parseFilter } from "../../sandbox/entra/graph/filter";
import { graphPath } from "../../sandbox/entra/graph/path";
import { jsonDefect } from "../../sandbox/entra/login/json-defect";
import { parseTokenRequest } from "../../sandbox/entra/login/token-request";
import { parseXml } from "../../sandbox/stand-ins/aws/xml";

const LENGTH = 20_000;
const MAXIMUM_MILLISECONDS = 1500;

/** Every place where a stranger's string meets a regular expression, or a matching of our own. */
const readers: Readonly<Record<string, (text: string) => unknown>> = {
    "a policy document": (text) =>
        parsePolicyDocument(
            JSON.stringify({ Version: "2012-10-17", Statement: { Effect: "Allow", Action: text, Resource: text } }),
            "identity",
            "aws",
        ),
    "a policy's variables": (text) => [hasUnreadableVariable(text), substitute(text, "2012-10-17", new Map())],
    "the Authorization header of AWS": (text) =>
        signedService(new Request("https://aws", { headers: { authorization: text } })),
    "a parameter's name": checkParameterName,
    "a parameter's path": parsePathPrefix,
    "a parameter's reference": parseReference,
    "an operation of a role": (text) => operationMatches(text, text.replaceAll("*", "a")),
    "a path of Resource Manager": requestSegments,
    "a filter of resources": parseResourceFilter,
    "a filter of role assignments": (text) => selectRoleAssignments(new AccessControl([]), tenantRoot, text),
    "a federated credential": (text) =>
        federatedCredentialProblem({
            name: text,
            issuer: `https://${text}`,
            subject: text,
            audience: text,
            description: null,
        }),
    "a filter of Graph": (text) => parseFilter(text, { texts: ["a"], lists: ["b"] }),
    "a path of Graph": graphPath,
    "the JSON of an assertion": jsonDefect,
    "a scope": (text) =>
        parseTokenRequest(
            new Map([
                ["grant_type", "client_credentials"],
                ["client_id", text],
                ["scope", `${text}/.default`],
            ]),
            `Basic ${text}`,
        ),
    "an XML answer": parseXml,
    "a developer identity's key": (text) => [
        developerIdentityKeyProblem("identityPoolId", text),
        developerIdentityKeyProblem("developerProviderName", text),
    ],
    "a developer identity's id": parseDeveloperIdentityResourceId,
    "a role to assume": (text) =>
        parseAssumeRole({ roleArn: `arn:aws:iam::111122223333:role/${text}`, duration: text }, "p"),
};

const pieces = [
    " ",
    "'",
    '"',
    "\\",
    "and",
    "eq",
    "any(",
    ")",
    "*",
    "?",
    "/",
    "a",
    "1",
    "=",
    "$",
    "{",
    "}",
    "${",
    ", '",
];
const more = [
    ":",
    ".",
    ",",
    "<",
    ">",
    "[",
    "]",
    "b/any(x:x eq '",
    "a eq 'b' and ",
    "startswith(a,'",
    "Credential=",
    "%2F",
];

/** A few characters again and again, then something that the rest may not match. */
const texts = fc
    .tuple(
        fc.array(fc.constantFrom(...pieces, ...more), { maxLength: 3 }),
        fc.array(fc.constantFrom(...pieces, ...more), { minLength: 1, maxLength: 3 }),
        fc.constantFrom("", "!", "\n", ...pieces),
    )
    .map(([head, body, tail]) => {
        const repeated = body.join("");
        return `${head.join("")}${repeated.repeat(LENGTH / repeated.length)}${tail}`;
    });

describe("a stranger's string", () => {
    for (const [name, read] of Object.entries(readers)) {
        it(`is read or refused in bounded time as ${name}`, () => {
            fc.assert(
                fc.property(texts, (text) => {
                    const start = performance.now();
                    try {
                        read(text);
                    } catch (error) {
                        assert.ok(error instanceof Error && !(error instanceof RangeError), String(error));
                    }
                    const milliseconds = performance.now() - start;
                    assert.ok(milliseconds < MAXIMUM_MILLISECONDS, `took ${milliseconds} ms`);
                }),
                { interruptAfterTimeLimit: 3000 },
            );
        });
    }
});
