import type { PropertyMap } from "@cognito-entra/plumbing";
import type { JsonObject } from "../../core/json-object";
import { member, objects, requiredText, text } from "../json";
import { optionalString, present, requiredString, stringMap } from "../properties";
import { sameValue } from "../property-type";
import type { ResourceType } from "../resource-type";
import { unlessMissing } from "../vendor-error";
import { jsonApi } from "./json-api";
import { regionInput } from "./region-input";
import type { AwsConnection } from "./signed-fetch";
import { tagChanges, type Tags } from "./tags";

/**
 * `aws:ssm/parameter:Parameter`; id and import id are the parameter's name. The real provider imports the value as
 * `value`, a secret; the stand-in supports only `insecureValue`.
 */
export function parameter(connection: AwsConnection): ResourceType {
    const ssm = (operation: string, input: JsonObject, signal: AbortSignal) =>
        jsonApi(connection, "ssm", operation, input, signal);
    return {
        inputs: {
            name: { type: "string", replaces: true, physicalName: true },
            type: { type: "string", required: true },
            insecureValue: { type: "string", required: true },
            description: { type: "string" },
            region: regionInput(connection),
            tags: { type: "stringMap" },
        },
        outputs: {
            arn: "string",
            dataType: "string",
            tier: "string",
            version: "number",
            tagsAll: "stringMap",
        },
        create: async (inputs, signal) => {
            const Tags = tagList(stringMap(inputs, "tags"));
            const Name = requiredString(inputs, "name");
            const more = Tags.length === 0 ? {} : { Tags };
            await ssm("PutParameter", { Name, ...content(inputs), ...more }, signal);
            return Name;
        },
        find: async (id, signal) => {
            const read = await unlessMissing(
                ssm("GetParameter", { Name: id, WithDecryption: true }, signal),
                "ParameterNotFound",
            );
            if (read === undefined) {
                return undefined;
            }
            const found = member(read, "Parameter");
            const filter = { Key: "Name", Option: "Equals", Values: [id] };
            const [metadata = {}] = objects(
                await ssm("DescribeParameters", { ParameterFilters: [filter] }, signal),
                "Parameters",
            );
            const tags = tagsOf(await ssm("ListTagsForResource", resource(id), signal));
            return present({
                name: text(found, "Name"),
                type: text(found, "Type"),
                insecureValue: text(found, "Value"),
                description: text(metadata, "Description"),
                arn: text(found, "ARN"),
                dataType: text(found, "DataType"),
                region: connection.region,
                tier: text(metadata, "Tier"),
                version: Number(found["Version"]),
                tags,
                tagsAll: tags,
            });
        },
        update: async (id, olds, news, signal) => {
            if (["type", "insecureValue", "description"].some((name) => !sameValue("string", olds[name], news[name]))) {
                const Description = optionalString(news, "description") ?? "";
                await ssm("PutParameter", { Name: id, ...content(news), Description, Overwrite: true }, signal);
            }
            const { removed, set } = tagChanges(stringMap(olds, "tags"), stringMap(news, "tags"));
            if (removed.length > 0) {
                await ssm("RemoveTagsFromResource", { ...resource(id), TagKeys: removed }, signal);
            }
            if (Object.keys(set).length > 0) {
                await ssm("AddTagsToResource", { ...resource(id), Tags: tagList(set) }, signal);
            }
        },
        delete: async (id, signal) => {
            await unlessMissing(ssm("DeleteParameter", { Name: id }, signal), "ParameterNotFound");
        },
    };
}

/** The real provider always sends a pattern: an empty one if none is given. */
function content(inputs: PropertyMap): JsonObject {
    const description = optionalString(inputs, "description");
    return {
        Type: requiredString(inputs, "type"),
        Value: requiredString(inputs, "insecureValue"),
        AllowedPattern: "",
        ...(description === undefined ? {} : { Description: description }),
    };
}

function resource(name: string): JsonObject {
    return { ResourceType: "Parameter", ResourceId: name };
}

function tagList(tags: Tags): readonly JsonObject[] {
    return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

function tagsOf(answer: JsonObject): Tags {
    return Object.fromEntries(
        objects(answer, "TagList").map((tag) => [requiredText(tag, "Key"), requiredText(tag, "Value")]),
    );
}
