import * as z from "zod/mini";
import {
    externalIdProblem,
    longestChainedSeconds,
    maximumSessionPolicies,
    parseAssumedDurationSeconds,
    policyArnPartition,
    sessionNameProblem,
    sessionPolicyProblem,
    sourceIdentityProblem,
} from "../rules/aws/assume-role";
import type { AwsRegion, RoleArn } from "../rules/aws/identifiers";
import { tagValueProblem } from "../rules/aws/tags";
import { accepted, type Checked } from "../rules/checked";
import { suggestionOrAll } from "../rules/nearest";
import { quote } from "../rules/quote";
import type { Path } from "./path";
import { list, mapping, repeated, type Mapping } from "./relations";
import { inPartition, roleArnSchema } from "./role-arn";
import { closed, described, leaf, stringWithout } from "./schema";
import type { Problem } from "./stack-configuration";
import { tagRelations } from "./tag-relations";

/** One entry of `aws:assumeRoles`, as the AWS provider takes it. https://www.pulumi.com/registry/packages/aws/installation-configuration/ */
export interface AssumeRoleSettings {
    readonly roleArn: RoleArn;
    /** Such as `1h`, in whole hours, minutes and seconds. @default 1h */
    readonly duration?: string;
    readonly externalId?: string;
    readonly policy?: string;
    readonly policyArns?: readonly string[];
    readonly sessionName?: string;
    readonly sourceIdentity?: string;
    readonly tags?: Readonly<Record<string, string>>;
    readonly transitiveTagKeys?: readonly string[];
}

/** `aws:assumeRoles`: shapes and strings. What must hold between them is in `assumeRolesRelations`. */
export function assumeRolesSchema(region: AwsRegion | undefined): z.ZodMiniType<AssumeRoleSettings[]> {
    return z.array(
        closed({
            roleArn: described("ARN of the role", roleArnSchema(region)),
            duration: described(
                "How long a session lasts: `15m` to `12h`",
                z.exactOptional(leaf(z.string(), readDuration)),
            ),
            externalId: described("What the role's owner demands", z.exactOptional(stringWithout(externalIdProblem))),
            policy: described(
                "IAM policy as JSON that narrows the session",
                z.exactOptional(stringWithout(sessionPolicyProblem)),
            ),
            policyArns: described(
                "ARNs of up to 10 IAM policies that narrow the session",
                z.exactOptional(z.array(policyArnSchema(region))),
            ),
            sessionName: described("Name of the session", z.exactOptional(stringWithout(sessionNameProblem))),
            sourceIdentity: described(
                "Source identity of the session",
                z.exactOptional(stringWithout(sourceIdentityProblem)),
            ),
            tags: described(
                "Tags of the session",
                z.exactOptional(z.record(z.string(), stringWithout(tagValueProblem))),
            ),
            transitiveTagKeys: described(
                "Which of the tags the sessions of later roles keep",
                z.exactOptional(z.array(z.string())),
            ),
        }),
    );
}

/** What is wrong between the parts of `aws:assumeRoles`. */
export function assumeRolesRelations(value: unknown): readonly Problem[] {
    return list(value)
        .map(mapping)
        .flatMap((role, index) => [
            ...(index === 0 ? [] : chainProblems(role, [index, "duration"])),
            ...policyCountProblems(role, [index, "policyArns"]),
            ...tagRelations(role["tags"], [index, "tags"]),
            ...transitiveTagProblems(role, [index, "transitiveTagKeys"]),
        ]);
}

function policyArnSchema(region: AwsRegion | undefined): z.ZodMiniType<string> {
    return leaf(z.string(), (text) => {
        const partition = policyArnPartition(text);
        return partition.ok ? inPartition(text, text, partition.value, region) : partition;
    });
}

/** As it is written, where it is whole hours, minutes and seconds; else in whole seconds. */
function readDuration(text: string): Checked<string> {
    const seconds = parseAssumedDurationSeconds(text);
    return seconds.ok
        ? accepted(/^(?:\d+h)?(?:\d+m)?(?:\d+s)?$/.test(text) ? text : `${Math.floor(seconds.value)}s`)
        : seconds;
}

function chainProblems({ duration }: Mapping, path: Path): readonly Problem[] {
    const seconds = typeof duration === "string" ? parseAssumedDurationSeconds(duration) : undefined;
    return seconds?.ok === true && seconds.value > longestChainedSeconds
        ? [{ path, text: `a role that is assumed by another role has at most 1h, found ${quote(String(duration))}` }]
        : [];
}

function policyCountProblems({ policyArns }: Mapping, path: Path): readonly Problem[] {
    const { length } = list(policyArns);
    return length > maximumSessionPolicies
        ? [{ path, text: `found ${length} policies, AWS takes at most ${maximumSessionPolicies}` }]
        : [];
}

function transitiveTagProblems({ tags, transitiveTagKeys }: Mapping, path: Path): readonly Problem[] {
    const known = Object.keys(mapping(tags));
    const keys = list(transitiveTagKeys).flatMap((key, index) => (typeof key === "string" ? [{ key, index }] : []));
    return [
        ...keys
            .filter(({ key }) => !known.includes(key))
            .map(({ key, index }) => ({
                path: [...path, index],
                text: `${quote(key)} is not one of tags${known.length === 0 ? ", of which there are none" : suggestionOrAll(key, known)}`,
            })),
        ...repeated(
            "aws:assumeRoles",
            keys.map(({ key, index }) => [key, [...path, index]]),
        ),
    ];
}
