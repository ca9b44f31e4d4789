import { optionalString, present, requiredString, stringMap } from "../properties";
import { sameValue } from "../property-type";
import type { ResourceType } from "../resource-type";
import { unlessMissing } from "../vendor-error";
import { updateIamTags } from "./iam-tags";
import { queryApi, tagParameters } from "./query-api";
import type { AwsConnection } from "./signed-fetch";
import { tagsOf } from "./tags";
import { child, childText, members } from "./xml";

/**
 * The most versions of a policy that IAM keeps.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
const MAXIMUM_VERSIONS = 5;

/** `aws:iam/policy:Policy`; id and import id are the policy's ARN. */
export function policy(connection: AwsConnection): ResourceType {
    const iam = (action: string, parameters: Readonly<Record<string, string | undefined>>, signal: AbortSignal) =>
        queryApi(connection, "iam", action, parameters, signal);
    const otherVersions = async (id: string, signal: AbortSignal): Promise<readonly string[]> =>
        members(await iam("ListPolicyVersions", { PolicyArn: id }, signal), "Versions")
            .filter((version) => childText(version, "IsDefaultVersion") !== "true")
            .map((version) => childText(version, "VersionId") ?? "");
    return {
        inputs: {
            name: { type: "string", replaces: true, physicalName: true },
            path: { type: "string", replaces: true, default: "/" },
            description: { type: "string", replaces: true },
            policy: { type: "document", required: true },
            tags: { type: "stringMap" },
        },
        outputs: { arn: "string", policyId: "string", tagsAll: "stringMap" },
        create: async (inputs, signal) => {
            const result = await iam(
                "CreatePolicy",
                {
                    PolicyName: requiredString(inputs, "name"),
                    Path: optionalString(inputs, "path"),
                    Description: optionalString(inputs, "description"),
                    PolicyDocument: requiredString(inputs, "policy"),
                    ...tagParameters(stringMap(inputs, "tags")),
                },
                signal,
            );
            const arn = childText(child(result, "Policy"), "Arn");
            if (arn === undefined) {
                throw new Error("iam:CreatePolicy answered without the policy's ARN.");
            }
            return arn;
        },
        find: async (id, signal) => {
            const found = child(
                await unlessMissing(iam("GetPolicy", { PolicyArn: id }, signal), "NoSuchEntity"),
                "Policy",
            );
            if (found === undefined) {
                return undefined;
            }
            const VersionId = childText(found, "DefaultVersionId");
            const version = child(await iam("GetPolicyVersion", { PolicyArn: id, VersionId }, signal), "PolicyVersion");
            const tags = tagsOf(found);
            return present({
                arn: childText(found, "Arn"),
                name: childText(found, "PolicyName"),
                path: childText(found, "Path"),
                description: childText(found, "Description"),
                policy: decodeURIComponent(childText(version, "Document") ?? ""),
                policyId: childText(found, "PolicyId"),
                tags,
                tagsAll: tags,
            });
        },
        update: async (id, olds, news, signal) => {
            if (!sameValue("document", olds["policy"], news["policy"])) {
                const versions = await otherVersions(id, signal);
                const oldest = versions.at(-1);
                if (versions.length + 1 >= MAXIMUM_VERSIONS && oldest !== undefined) {
                    await iam("DeletePolicyVersion", { PolicyArn: id, VersionId: oldest }, signal);
                }
                const PolicyDocument = requiredString(news, "policy");
                await iam("CreatePolicyVersion", { PolicyArn: id, PolicyDocument, SetAsDefault: "true" }, signal);
            }
            const [oldTags, newTags] = [stringMap(olds, "tags"), stringMap(news, "tags")];
            await updateIamTags(connection, "Policy", { PolicyArn: id }, oldTags, newTags, signal);
        },
        delete: async (id, signal) => {
            const versions = await unlessMissing(otherVersions(id, signal), "NoSuchEntity");
            for (const VersionId of versions ?? []) {
                await iam("DeletePolicyVersion", { PolicyArn: id, VersionId }, signal);
            }
            await unlessMissing(iam("DeletePolicy", { PolicyArn: id }, signal), "NoSuchEntity");
        },
    };
}
