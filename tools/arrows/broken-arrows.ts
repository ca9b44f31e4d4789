import type { Import } from "./imports";
import { type PulumiUse, type Room, ROOMS } from "./rooms";

const INSTALLED = /(?:^|\/)node_modules\/((?:@[^/]+\/)?[^/]+)(\/.*)?$/;
const BIG_PACKAGES = ["@pulumi/aws", "@pulumi/azure-native", "@pulumi/azuread"];
const SDK_PACKAGES = ["@pulumi/pulumi", "@pulumi/policy"];
const PULUMI: Readonly<Record<PulumiUse, string>> = {
    none: "nothing of Pulumi",
    sdk: "only Pulumi's SDK",
    providers: "Pulumi's packages",
};

/** A sentence for each import that breaks the table {@link ROOMS}, in the order of the files. */
export function brokenArrows(imports: readonly Import[]): readonly string[] {
    const sentences = imports
        .filter(({ from }) => !INSTALLED.test(from))
        .flatMap((each) => {
            const problem = problemOf(each);
            return problem === undefined ? [] : [`${each.from} imports ${each.specifier}: ${problem}`];
        });
    return [...new Set(sentences)].sort();
}

function problemOf({ from, to, isCore, isResolved }: Import): string | undefined {
    const room = roomOf(from);
    if (room === undefined) {
        // A tool's configuration, which is not part of any room.
        return INSTALLED.test(to) ? undefined : `${from} is in no room of tools/arrows/rooms.ts; add the room there`;
    }
    if (!isResolved) {
        return "no such file or package is installed";
    }
    if (isCore) {
        return room.node?.includes(to) === false
            ? `${room.path} may not import node:${to}: ${room.because}`
            : undefined;
    }
    const [, packageName, pathInPackage] = INSTALLED.exec(to) ?? [];
    return packageName === undefined
        ? problemOfOwn(room, to)
        : problemOfPackage(room, packageName, pathInPackage ?? "");
}

function problemOfOwn(room: Room, to: string): string | undefined {
    const target = roomOf(to);
    if (target === room || (target !== undefined && room.mayImport.includes(target.path))) {
        return undefined;
    }
    return `${room.path} may not import ${target?.path ?? to}: ${room.because}`;
}

function problemOfPackage(room: Room, packageName: string, pathInPackage: string): string | undefined {
    if (BIG_PACKAGES.includes(packageName) && /^\/?(?:index\.\w+|package\.json)?$/.test(pathInPackage)) {
        return "import a subpath: the package root costs 7x the time and 8x the memory of a preview";
    }
    const isAllowed =
        !packageName.startsWith("@pulumi/") ||
        room.pulumi === "providers" ||
        (room.pulumi === "sdk" && SDK_PACKAGES.includes(packageName));
    return isAllowed ? undefined : `${room.path} may import ${PULUMI[room.pulumi]}: ${room.because}`;
}

function roomOf(file: string): Room | undefined {
    return ROOMS.find(({ path }) => file === path || file.startsWith(`${path}/`));
}
