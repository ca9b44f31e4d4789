/** One import of a file: `import`, `export … from`, `import type`, `import()` or `require()`. */
export interface Import {
    /** The importing file, relative to the project's root. */
    readonly from: string;
    /** The specifier in the source. */
    readonly specifier: string;
    /** The file that it resolves to, relative to the project's root, or a core module's bare name. */
    readonly to: string;
    readonly isCore: boolean;
    readonly isResolved: boolean;
}

/** All imports in the project's source files, by resolved path: workspaces' symbolic links resolve to their folders. */
export async function readImports(folder: string): Promise<readonly Import[]> {
    const { cruise } = await import("dependency-cruiser");
    const { output } = await cruise(
        ["."],
        {
            baseDir: folder,
            // Type imports are arrows too.
            tsPreCompilationDeps: true,
            exclude: { path: "(^|/)(dist|\\.sandbox)/" },
            doNotFollow: { path: "(^|/)node_modules/" },
        },
        {
            extensions: [".ts", ".js", ".cjs", ".mjs", ".json", ".d.ts"],
            exportsFields: ["exports"],
            conditionNames: ["require", "node", "import", "default"],
        },
    );
    if (typeof output === "string") {
        throw new TypeError("dependency-cruiser reported instead of answering.");
    }
    return output.modules.flatMap(({ source, dependencies }) =>
        dependencies.map((dependency) => ({
            from: source,
            // The declared type does not say that most imports have no protocol.
            specifier: [dependency.protocol, dependency.module].join(""),
            to: dependency.resolved,
            isCore: dependency.dependencyTypes.includes("core"),
            isResolved: !dependency.couldNotResolve,
        })),
    );
}
