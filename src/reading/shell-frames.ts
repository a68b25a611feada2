/** A compound command that has begun and not ended. */
interface Frame {
	/** `(`, `{`, `if`, `while` (all loops), `case`. */
	readonly opener: string;
	readonly isFunction: boolean;
	/** Whether it as a whole may not run. */
	readonly isConditional: boolean;
	/** Whether what is read now runs once whenever the whole does: what `if` looks at first. */
	isAlways: boolean;
	/** In `case`. */
	isAtPattern: boolean;
}

const openers: Readonly<Record<string, string>> = {
	if: 'if',
	while: 'while',
	until: 'while',
	for: 'while',
	select: 'while',
	case: 'case',
	'{': '{',
	'(': '(',
};

const closed: Readonly<Record<string, string>> = { fi: 'if', done: 'while', esac: 'case', '}': '{' };

/** The compound commands around a place in shell text. What does not match, in broken text, is passed over. */
export class ShellFrames {
	readonly #frames: Frame[] = [];
	#conditional = 0;
	#functions = 0;
	#parentheses = 0;
	#isFunctionNext = false;

	get isConditional(): boolean {
		const top = this.#frames.at(-1);
		return this.#conditional > 0 || (top !== undefined && !top.isAlways && hasChoices(top));
	}

	get isInFunction(): boolean {
		return this.#functions > 0;
	}

	get isInParenthesis(): boolean {
		return this.#parentheses > 0;
	}

	/** Whether a pattern of `case`, or its end, comes next. */
	get isAtPattern(): boolean {
		return this.#frames.at(-1)?.isAtPattern === true;
	}

	/** The next compound command is a function's body. */
	expectFunction(): void {
		this.#isFunctionNext = true;
	}

	expectPattern(): void {
		const top = this.#frames.at(-1);
		if (top?.opener === 'case') top.isAtPattern = true;
	}

	expectCommands(): void {
		const top = this.#frames.at(-1);
		if (top !== undefined) top.isAtPattern = false;
	}

	readKeyword(keyword: string, isBehindCondition: boolean): void {
		if (Object.hasOwn(openers, keyword)) this.enter(keyword, isBehindCondition);
		else if (Object.hasOwn(closed, keyword)) this.leave(closed[keyword] ?? '');
		else {
			const top = this.#frames.at(-1);
			if (top !== undefined && keyword !== '!') top.isAlways = false; // then, else, elif, do
		}
	}

	enter(keyword: string, isBehindCondition: boolean): void {
		const opener = openers[keyword] ?? keyword;
		const outer = this.isConditional;
		const isFunction = this.#isFunctionNext;
		const isConditional = outer || isFunction || isBehindCondition || opener === '(';
		this.#isFunctionNext = false;
		this.#frames.push({
			opener,
			isFunction,
			isConditional,
			isAlways: opener === 'if' || keyword === 'while' || keyword === 'until',
			isAtPattern: opener === 'case',
		});
		this.#count(isFunction, isConditional, opener, 1);
	}

	leave(opener: string): void {
		const top = this.#frames.at(-1);
		if (top?.opener !== opener) return;
		this.#frames.pop();
		this.#count(top.isFunction, top.isConditional, opener, -1);
	}

	#count(isFunction: boolean, isConditional: boolean, opener: string, change: 1 | -1): void {
		if (isFunction) this.#functions += change;
		if (isConditional) this.#conditional += change;
		if (opener === '(') this.#parentheses += change;
	}
}

/** Whether parts of it may not run although the whole does. */
function hasChoices({ opener }: Frame): boolean {
	return opener !== '{' && opener !== '(';
}
