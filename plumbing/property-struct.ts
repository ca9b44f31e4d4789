import { ListValue, NullValue, Struct, Value } from "google-protobuf/google/protobuf/struct_pb";
import { UNKNOWN, type PropertyMap, type PropertyValue } from "./handler";

/**
 * The strings that stand for an unknown string, boolean, number, list, asset, archive and object
 * (https://github.com/pulumi/pulumi/blob/master/sdk/go/common/resource/plugin/rpc.go).
 */
const unknownString = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const unknownTexts: ReadonlySet<string> = new Set([
    unknownString,
    "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
    "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
    "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
    "030794c1-ac77-496b-92df-f27374a8bd58",
    "e48ece36-62e2-4504-bad9-02848725956a",
    "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
]);

/** The key under which an object on the wire says what kind of special value it is, and the kinds. */
const signatureKey = "4dabf18193072939515e22adb298388d";
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";
const refusedSignatures: Readonly<Record<string, string>> = {
    c44067f5952c0a294b673a41bacd8c17: "an asset",
    "0def7320c3a5731c473e5ecbe6d01bc7": "an archive",
    "5cf8f73096256a8f31e491e813e4eb8e": "a resource reference",
    d0e6a833031e9bbcd3f4e8bde6ca49a4: "an output value",
};

/** What to do with a secret: only a provider's configuration may hold one; elsewhere the engine does not send them. */
export type SecretRule = "refuse" | "unwrap";

function fromFields(struct: Struct, path: string, secrets: SecretRule): PropertyMap {
    const entries: [string, PropertyValue][] = [];
    struct.getFieldsMap().forEach((value, key) => {
        entries.push([key, fromValue(value, path === "" ? key : `${path}.${key}`, secrets)]);
    });
    return Object.fromEntries(entries);
}

function fromObject(struct: Struct, path: string, secrets: SecretRule): PropertyValue {
    const signature = struct.getFieldsMap().get(signatureKey)?.getStringValue();
    if (signature === undefined) {
        return fromFields(struct, path, secrets);
    }
    const inner = struct.getFieldsMap().get("value");
    if (signature === secretSignature && secrets === "unwrap" && inner !== undefined) {
        return fromValue(inner, path, secrets);
    }
    const found =
        signature === secretSignature ? "a secret" : (refusedSignatures[signature] ?? "an unknown kind of value");
    throw new Error(`${path} is ${found}, which this provider does not accept: give a plain value.`);
}

function fromValue(value: Value, path: string, secrets: SecretRule): PropertyValue {
    switch (value.getKindCase()) {
        case Value.KindCase.BOOL_VALUE:
            return value.getBoolValue();
        case Value.KindCase.NUMBER_VALUE:
            return value.getNumberValue();
        case Value.KindCase.STRING_VALUE:
            return unknownTexts.has(value.getStringValue()) ? UNKNOWN : value.getStringValue();
        case Value.KindCase.LIST_VALUE:
            return (value.getListValue()?.getValuesList() ?? []).map((item, index) =>
                fromValue(item, `${path}[${index}]`, secrets),
            );
        case Value.KindCase.STRUCT_VALUE:
            return fromObject(value.getStructValue() ?? new Struct(), path, secrets);
        default:
            return null;
    }
}

function isList(value: readonly PropertyValue[] | PropertyMap): value is readonly PropertyValue[] {
    return Array.isArray(value);
}

function toValue(property: PropertyValue): Value {
    const value = new Value();
    if (property === null) {
        return value.setNullValue(NullValue.NULL_VALUE);
    }
    if (property === UNKNOWN) {
        return value.setStringValue(unknownString);
    }
    if (typeof property === "boolean") {
        return value.setBoolValue(property);
    }
    if (typeof property === "number") {
        return value.setNumberValue(property);
    }
    if (typeof property === "string") {
        return value.setStringValue(property);
    }
    if (isList(property)) {
        return value.setListValue(new ListValue().setValuesList(property.map(toValue)));
    }
    return value.setStructValue(toStruct(property));
}

/** Reads properties off the wire. Throws for a kind of value that this plumbing does not support, naming its path. */
export function fromStruct(struct: Struct | undefined, secrets: SecretRule): PropertyMap {
    return struct === undefined ? {} : fromFields(struct, "", secrets);
}

/** Puts properties on the wire. */
export function toStruct(properties: PropertyMap): Struct {
    const struct = new Struct();
    for (const [key, property] of Object.entries(properties)) {
        struct.getFieldsMap().set(key, toValue(property));
    }
    return struct;
}
