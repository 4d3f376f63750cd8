/** Small enough to stand in the page; logical properties only, so that it reads from right to left as well. */
export const styles = `
*{box-sizing:border-box}
body{margin:0;padding:24px 16px;font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","Noto Sans Arabic",sans-serif;background:#f6f7f9;color:#1c2127}
main{max-width:640px;margin:0 auto;padding:24px;background:#fff;border:1px solid #c5cbd3;border-radius:8px}
h1{font-size:1.5rem;line-height:1.25;margin:0 0 8px;overflow-wrap:anywhere}
.logo{display:block;max-height:56px;max-width:100%;margin-block-end:16px}
.intro{margin:0 0 16px;overflow-wrap:anywhere}
.fields{display:grid;grid-template-columns:1fr 1fr;gap:16px}
.field{min-width:0;border:0;padding:0;margin:0}
.full{grid-column:1/-1}
label,legend{display:block;font-weight:600;margin-block-end:4px;padding:0;overflow-wrap:anywhere}
.check{display:flex;gap:8px;align-items:flex-start;font-weight:400;min-height:28px}
.check input{width:20px;height:20px;margin:2px 0 0;flex:none;accent-color:var(--accent)}
.mark{font-weight:400;color:#5f6b7c;font-size:.875rem}
input:not([type=checkbox]),select,textarea{width:100%;min-height:44px;padding:8px 12px;font:inherit;color:inherit;background:#fff;border:1px solid #738091;border-radius:4px}
[aria-invalid=true]{border-color:#ac2f33!important;border-width:2px!important}
:focus-visible{outline:3px solid #2d72d2;outline-offset:2px}
.help{margin:0 0 4px;font-size:.875rem;color:#5f6b7c}
.problem{margin:4px 0 0;font-size:.875rem;color:#ac2f33}
.problems{margin:0 0 16px;padding:12px 16px;border:2px solid #ac2f33;border-radius:4px}
.problems p{margin:0}.problems ul{margin:4px 0 0;padding-inline-start:20px}.problems a{color:#ac2f33}
.consent{margin-block-start:16px}
.trap{position:absolute;inset-inline-start:-9999px;width:1px;height:1px;overflow:hidden}
button,.go-on{display:inline-block;margin-block-start:20px;min-height:44px;padding:10px 24px;font:inherit;font-weight:600;color:var(--on-accent);background:var(--accent);border:1px solid transparent;border-radius:4px;cursor:pointer;text-decoration:none}
@media (max-width:520px){.fields{grid-template-columns:1fr}main{padding:16px}}
@media (prefers-color-scheme:dark){
body{background:#1c2127;color:#f6f7f9}main{background:#252a31;border-color:#404854}
input:not([type=checkbox]),select,textarea{background:#1c2127;border-color:#8f99a8}
.mark,.help{color:#abb3bf}.problem,.problems a{color:#fa999c}.problems,[aria-invalid=true]{border-color:#fa999c!important}
:focus-visible{outline-color:#8abbff}
button,.go-on{border-color:#8f99a8}}
@media (forced-colors:active){button{border-color:ButtonText}}`;
