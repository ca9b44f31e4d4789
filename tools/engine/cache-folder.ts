import { homedir } from "node:os";
import { join } from "node:path";

/** The user's cache folder on this operating system. */
export function cacheFolder(environment: NodeJS.ProcessEnv = process.env, platform = process.platform): string {
    if (environment.XDG_CACHE_HOME !== undefined && environment.XDG_CACHE_HOME !== "") {
        return join(environment.XDG_CACHE_HOME, "cognito-entra");
    }
    switch (platform) {
        case "darwin":
            return join(homedir(), "Library", "Caches", "cognito-entra");
        case "win32":
            return join(environment.LOCALAPPDATA ?? join(homedir(), "AppData", "Local"), "cognito-entra");
        default:
            return join(homedir(), ".cache", "cognito-entra");
    }
}
