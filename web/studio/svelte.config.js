// For the tools that look for it: everything is as Svelte has it.
export default {};
