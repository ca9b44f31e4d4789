import { optionalNumber, optionalString, present, requiredString, stringMap } from "../properties";
import { sameValue } from "../property-type";
import type { ResourceType } from "../resource-type";
import { unlessMissing } from "../vendor-error";
import { updateIamTags } from "./iam-tags";
import { queryApi, tagParameters } from "./query-api";
import type { AwsConnection } from "./signed-fetch";
import { tagsOf } from "./tags";
import { child, childText } from "./xml";

const DEFAULT_SESSION_SECONDS = 3600;

/** `aws:iam/role:Role`; id and import id are the role's name. */
export function role(connection: AwsConnection): ResourceType {
    const iam = (action: string, parameters: Readonly<Record<string, string | undefined>>, signal: AbortSignal) =>
        queryApi(connection, "iam", action, parameters, signal);
    return {
        inputs: {
            name: { type: "string", replaces: true, physicalName: true },
            path: { type: "string", replaces: true, default: "/" },
            description: { type: "string" },
            assumeRolePolicy: { type: "document", required: true },
            maxSessionDuration: { type: "number", default: DEFAULT_SESSION_SECONDS },
            tags: { type: "stringMap" },
        },
        outputs: { arn: "string", createDate: "string", uniqueId: "string", tagsAll: "stringMap" },
        create: async (inputs, signal) => {
            const RoleName = requiredString(inputs, "name");
            await iam(
                "CreateRole",
                {
                    RoleName,
                    Path: optionalString(inputs, "path"),
                    Description: optionalString(inputs, "description"),
                    AssumeRolePolicyDocument: requiredString(inputs, "assumeRolePolicy"),
                    MaxSessionDuration: optionalNumber(inputs, "maxSessionDuration")?.toString(),
                    ...tagParameters(stringMap(inputs, "tags")),
                },
                signal,
            );
            return RoleName;
        },
        find: async (id, signal) => {
            const found = child(await unlessMissing(iam("GetRole", { RoleName: id }, signal), "NoSuchEntity"), "Role");
            if (found === undefined) {
                return undefined;
            }
            const tags = tagsOf(found);
            return present({
                arn: childText(found, "Arn"),
                name: childText(found, "RoleName"),
                path: childText(found, "Path"),
                description: childText(found, "Description"),
                assumeRolePolicy: decodeURIComponent(childText(found, "AssumeRolePolicyDocument") ?? ""),
                maxSessionDuration: Number(childText(found, "MaxSessionDuration") ?? DEFAULT_SESSION_SECONDS),
                createDate: childText(found, "CreateDate"),
                uniqueId: childText(found, "RoleId"),
                tags,
                tagsAll: tags,
            });
        },
        update: async (id, olds, news, signal) => {
            if (!sameValue("document", olds["assumeRolePolicy"], news["assumeRolePolicy"])) {
                const PolicyDocument = requiredString(news, "assumeRolePolicy");
                await iam("UpdateAssumeRolePolicy", { RoleName: id, PolicyDocument }, signal);
            }
            await iam(
                "UpdateRole",
                {
                    RoleName: id,
                    Description: optionalString(news, "description") ?? "",
                    MaxSessionDuration: String(optionalNumber(news, "maxSessionDuration") ?? DEFAULT_SESSION_SECONDS),
                },
                signal,
            );
            await updateIamTags(
                connection,
                "Role",
                { RoleName: id },
                stringMap(olds, "tags"),
                stringMap(news, "tags"),
                signal,
            );
        },
        delete: async (id, signal) => {
            await unlessMissing(iam("DeleteRole", { RoleName: id }, signal), "NoSuchEntity");
        },
    };
}
