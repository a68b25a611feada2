/** Tunables of the buildpack: each with its unit and the reason for its value. */

/** The buildpack's own version, as in package.json. */
export const version = '0.1.0';

/** The exit status of a wrong call: EX_USAGE of sysexits.h. */
export const usageStatus = 64;

/** Linux refuses to start any program while one `NAME=value` of the environment is longer (MAX_ARG_STRLEN). Bytes. */
export const longestVariable = 128 * 1024;

/** All config variables together. Bytes. Linux gives arguments and environment 2 MiB in all; installers need the rest. */
export const mostConfigBytes = 1.5 * 1000 * 1000;

/** How long processes may take to end after TERM, before KILL. Milliseconds. */
export const termGrace = 1000;

/** How long a buildpack's script may take to end after TERM, before KILL: this one gives installers termGrace. Milliseconds. */
export const phaseGrace = 5 * 1000;

/** How long an app of `modular run` may take to end after TERM, before KILL. Seconds; Heroku gives dynos 30. */
export const dynoGrace = 10;

/** How often it is looked whether a background job that installs a package is still alive. Milliseconds. */
export const jobPollInterval = 50;

/** How often it is tried to write the rest of a long answer, while a background job reads what it has. Milliseconds. */
export const pipePollInterval = 5;

/** How far a name may be from a misspelt one to be suggested. Single-character edits. */
export const closeNameDistance = 2;

/** How many close names an error suggests. */
export const mostSuggestions = 3;

/** The stack that `modular build --platform cloudfoundry` builds for, unless told: the one that Cloud Foundry has now. */
export const cloudFoundryStack = 'cflinuxfs4';

/** The port that `modular run` tries first, as `heroku local` does. */
export const firstPort = 5000;

/** How long `modular run --check` waits for the app to listen. Milliseconds; Heroku gives a web process 60 s. */
export const bootTimeout = 60 * 1000;

/** The directory below CACHE_DIR that belongs to the buildpack. The number is the version of the format in it. */
export const ownCache = 'modular-v1';

/** The mode of an index in the cache: for its owner only, since there may be passwords in its lines while it arrives. */
export const indexMode = 0o600;

/** The shortest value that is hidden: a `1` would be found in most links, which would be none any more. Characters. */
export const shortestSecret = 4;

/** The longest value that is looked for in links: servers take none that are much longer. Characters. */
export const longestSecret = 4096;

/** How many redirects a download follows. */
export const mostRedirects = 10;

/** How often a download is tried before it has failed. */
export const mostTries = 3;

/** The pause after a first try, which grows with the square of the tries: 1 s, 4 s. Milliseconds. */
export const retryPause = 1000;

/** The longest pause that a server can ask for with Retry-After. Milliseconds. */
export const longestRetryAfter = 30 * 1000;

/** How long no byte may come, unless MODULAR_TIMEOUT says otherwise. Seconds. */
export const transferTimeout = 30;

/** A transfer that is slower than this for twice the time-out is as good as dead. Bytes per second. */
export const slowestTransfer = 1000;

/** After which time a download reports on itself, and how often. Milliseconds. */
export const progressInterval = 5000;

/** How long an index is used without asking for a newer one. Milliseconds. */
export const indexFreshness = 5 * 60 * 1000;

/** How many malformed lines of an index a build warns of before it only counts them. */
export const mostMalformedWarnings = 5;

/** How many lines of what tar says an error repeats, and how many characters of each. */
export const mostTarLines = 10;
export const mostTarLineShown = 1000;

/** The longest line of tar's that is read: a path of 4096 bytes and where its link leads, all of them escaped. Characters. */
export const longestTarLine = 2 * 4 * 4096 + 1000;

/** How large what an archive holds may be, unless MODULAR_UNPACK_BYTES says otherwise: no slug is half of that. Bytes. */
export const mostUnpackedBytes = 1e10;

/** How many members an archive may have, unless MODULAR_UNPACK_MEMBERS says otherwise. */
export const mostUnpackedMembers = 2e6;

/** How much memory tar may take: more than for as many directories as an archive may have. Bytes. */
export const mostTarMemory = 1e9;

/** How often it is looked how much memory tar takes. Milliseconds. */
export const tarWatchInterval = 200;

/** How long the cache keeps an index, an installer or a replaced file that no build has used. Milliseconds. */
export const cacheRetention = 30 * 24 * 60 * 60 * 1000;

/**
 * How long the cache keeps a Node.js that no build has used, of another version of the buildpack or another architecture:
 * of 120 MB each, but two that share a cache would otherwise fetch theirs in every build. Milliseconds.
 */
export const runtimeRetention = 3 * 24 * 60 * 60 * 1000;

/** How often it is noted of a file in the cache that it is used: a warm build is to write little. Milliseconds. */
export const useNoteInterval = 24 * 60 * 60 * 1000;

/** After which time a half-written file of the cache belongs to no build any more. Milliseconds. */
export const abandonedAfter = 24 * 60 * 60 * 1000;

/** How many files and directories of compiled code the cache may hold: those of about ten places of the buildpack. */
export const mostCompiled = 20;

/** The largest buildpack that Cloud Foundry takes unless its operator says otherwise. Bytes. */
export const largestUpload = 1024 * 1024 * 1024;

/** The largest installer: anything larger is an archive of a wrong name. Bytes. */
export const largestInstaller = 1e6;

/** The largest installer that a build fetches: what packs its files into itself may be larger than those above. Bytes. */
export const largestFetchedInstaller = 32e6;

/** The largest index: one of 100,000 packages has 10 MB, and it is read as a whole. Bytes. */
export const largestIndex = 32e6;

/** The largest file that a helper downloads, unless MODULAR_LARGEST_DOWNLOAD says otherwise. Bytes; no slug is as large. */
export const largestDownload = 10e9;

/** How many files are fetched ahead at a time: with the one that a helper asks for meanwhile, 16 connections. */
export const mostConnections = 15;

/** How many of them from one host; with the helper's own, 8, which is about what browsers ask of a server. */
export const connectionsPerHost = 7;

/** How much is fetched before anybody has asked for it. Bytes. */
export const mostAheadBytes = 2e9;

/** The port that `modular serve` tries first: what other servers of files have, and not what apps get. */
export const firstServedPort = 8000;
