import * as z from "zod/mini";
import { cognitoIssuer, cognitoRegionProblem } from "../rules/aws/cognito-issuer";
import { accepted, refused, type Checked } from "../rules/checked";
import { issuerProblem } from "../rules/entra/issuer";
import type { AwsRegion } from "../rules/aws/identifiers";
import { suggestionOrAll } from "../rules/nearest";
import { quote } from "../rules/quote";
import type { Path } from "./path";
import { isMapping, list, mapping, type Mapping } from "./relations";
import { closed, described, leaf } from "./schema";
import type { Problem } from "./stack-configuration";

/** `workloads[].issuer`: who signs the workload's token. */
export interface IssuerSettings {
    readonly kind: IssuerKindName;
    /** The `iss` of the tokens, where it cannot be looked up or is not known for certain. */
    readonly url?: string;
}

const kinds = ["cognito", "sts"] as const;

type IssuerKindName = (typeof kinds)[number];

/** The issuer of a workload that names none. */
export const defaultIssuer: IssuerSettings = { kind: "cognito" };

export function issuerSchema(): z.ZodMiniType<IssuerSettings> {
    return closed({
        kind: described(
            { description: "`cognito` or `sts`; a page each in [docs/issuers](docs/issuers/)", enum: kinds },
            z._default(leaf(z.string(), parseKind), defaultIssuer.kind),
        ),
        url: described(
            "The tokens' `iss`, only where it cannot be looked up or nobody has published it",
            z.exactOptional(z.string()),
        ),
    });
}

/** What is wrong between a workload's issuer, its callers and the region. */
export function issuerProblems(workload: Mapping, path: Path, region: AwsRegion | undefined): readonly Problem[] {
    const { issuer = {}, caller } = workload;
    const { kind = defaultIssuer.kind, url } = mapping(issuer);
    if (!isMapping(issuer) || (url !== undefined && typeof url !== "string")) {
        return [];
    }
    switch (kind) {
        case "cognito":
            return cognitoProblems(url, [...path, "issuer"], region);
        case "sts":
            return stsProblems(url, mapping(caller), path);
        default:
            return [];
    }
}

function cognitoProblems(url: string | undefined, path: Path, region: AwsRegion | undefined): readonly Problem[] {
    if (region === undefined || cognitoRegionProblem(region) !== undefined) {
        return [];
    }
    const issuer = cognitoIssuer(region, url);
    return issuer.ok ? [] : [{ path: [...path, "url"], text: issuer.problem }];
}

function stsProblems(url: string | undefined, caller: Mapping, path: Path): readonly Problem[] {
    const problem = url === undefined ? undefined : issuerProblem(url);
    const { length } = list(caller["roles"]);
    return [
        ...(problem === undefined ? [] : [{ path: [...path, "issuer", "url"], text: problem }]),
        ...(length > 1
            ? [
                  {
                      path: [...path, "caller", "roles"],
                      text: `has ${length} roles; a token of STS names the role that asks for it, so write exactly one, or a workload for each`,
                  },
              ]
            : []),
    ];
}

function parseKind(text: string): Checked<IssuerKindName> {
    const kind = kinds.find((name) => name === text);
    return kind === undefined
        ? refused(`${quote(text)} is not a kind of issuer${suggestionOrAll(text, kinds)}`)
        : accepted(kind);
}
