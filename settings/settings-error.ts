import * as pulumi from "@pulumi/pulumi";
import { placeOf, type Path } from "./path";

/** One mistake in a stack's file. */
export interface SettingProblem {
    /** The full key: `aws:region`. */
    readonly key: string;
    /** Where in the key's value. */
    readonly path: Path;
    readonly text: string;
}

/** Set to anything, it shows every mistake of a stack's file instead of the first. */
export const showAllVariable = "COGNITO_ENTRA_ALL_MISTAKES";

const mostShown = 20;
const mostKinds = 10;

/** The mistakes in a stack's file, a line each, the first 20 of them. Pulumi shows only the message, without a stack trace. */
export class SettingsError extends pulumi.RunError {
    /** Every one of them, as `<file>: <place>: <problem>`. */
    public readonly problems: readonly string[];

    public constructor(file: string, problems: readonly SettingProblem[], showsAll: boolean) {
        const lines = problems.map(({ key, path, text }) => `${file}: ${placeOf(key, path)}: ${text}`);
        const count = lines.length === 1 ? "1 mistake" : `${lines.length} mistakes`;
        const shown = showsAll ? lines : [...lines.slice(0, mostShown), ...rest(problems.slice(mostShown))];
        super([`${file} has ${count}; nothing was deployed.`, ...shown].join("\n"));
        this.name = "SettingsError";
        this.problems = lines;
    }
}

/** What is not shown: how many mistakes of which setting. */
function rest(problems: readonly SettingProblem[]): readonly string[] {
    if (problems.length === 0) {
        return [];
    }
    const counts = new Map<string, number>();
    for (const { key, path } of problems) {
        const setting = placeOf(key, path).replace(/\[\d+\]/g, "[]");
        counts.set(setting, (counts.get(setting) ?? 0) + 1);
    }
    const kinds = [...counts].sort(([, left], [, right]) => right - left);
    const others = kinds.slice(mostKinds).reduce((sum, [, count]) => sum + count, 0);
    return [
        `And ${problems.length} more; ${showAllVariable}=1 in the environment shows all of them:`,
        ...kinds.slice(0, mostKinds).map(([setting, count]) => `  ${count} at ${setting}`),
        ...(others === 0 ? [] : [`  ${others} at other settings`]),
    ];
}
