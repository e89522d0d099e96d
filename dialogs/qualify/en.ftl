qualify-head =
    <b>{ $field }</b> · { $place } of { $count }
    { $title } · { $partner }
qualify-now = Now: <b>{ $value }</b>
qualify-ask-item = Tap one, or type a part of its name.
qualify-ask-item-paged = Tap one, or type a part of its name. Page { $page } of { $pages }.
qualify-ask-empty = There is nothing to choose from yet. Ask your administrator, and skip it for now.
qualify-ask-budget =
    Type the revenue you expect: <i>450000</i>, <i>450k</i>, <i>1.2m</i>, <i>€ 20k</i>.
    Without a currency I take { $currency }.
qualify-ask-currency = In which currency is it? The amount is not converted.
qualify-ask-probability = How likely is the sale? Tap, or type 0–100.
qualify-nothing-found = ⚠️ Nothing in the list contains “{ $typed }”. Type another part of the name, or tap one.
qualify-narrowed =
    { $count ->
        [one] 🔎 “{ $typed }”: one found.
       *[other] 🔎 “{ $typed }”: { $count } found.
    }
qualify-summary =
    <b>Qualify</b>
    { $title } · { $partner }
qualify-line = { $field }: <b>{ $after }</b>
qualify-line-edited = { $field }: <s>{ $before }</s> → <b>{ $after }</b>
qualify-button-save =
    { $count ->
        [0] ✅ Done
       *[other] ✅ Save
    }
qualify-button-skip = Skip
qualify-button-keep = Keep
qualify-button-all = Show all
qualify-button-currency = Other currency
qualify-conflict =
    <b>{ $field } was changed meanwhile</b>
    { $title }

    You entered: <b>{ $mine }</b>
    Stored now: <b>{ $theirs }</b>

    Which one should be kept?
qualify-button-mine = Mine: { $value }
qualify-button-theirs = Stored: { $value }
qualify-help-catalogue = ℹ️ Tap the one that fits, or type a part of its name. Skip leaves it for later.
qualify-help-budget = ℹ️ The revenue that you expect from the opportunity. Spaces, commas, k and m are understood, and a currency before or after the amount.
qualify-help-currency = ℹ️ The currency of the budget. Tap it, or type its code or sign.
qualify-help-probability = ℹ️ From 0 (hopeless) to 100 (signed). Tap a value or type any whole number.
qualify-help-summary = ℹ️ Nothing is stored until you save. Each button changes one line.
qualify-help-conflict = ℹ️ A colleague stored another value while you were editing. Pick the one that is right.
probability-not-a-number = ⚠️ “{ $typed }” is not a percentage. Type a number from 0 to 100, like 60.
probability-out-of-range = ⚠️ “{ $typed }” is out of range. Type a number from 0 to 100.
probability-not-whole = ⚠️ Type a whole number from 0 to 100, like 60.
