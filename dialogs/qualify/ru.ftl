qualify-head =
    <b>{ $field }</b> · { $place } из { $count }
    { $title } · { $partner }
qualify-now = Сейчас: <b>{ $value }</b>
qualify-ask-item = Нажмите или напишите часть названия.
qualify-ask-item-paged = Нажмите или напишите часть названия. Страница { $page } из { $pages }.
qualify-ask-empty = Выбирать пока не из чего. Сообщите администратору, а пока пропустите.
qualify-ask-budget =
    Напишите ожидаемую выручку: <i>450000</i>, <i>450к</i>, <i>1,2 млн</i>, <i>€ 20к</i>.
    Без валюты считаю в { $currency }.
qualify-ask-currency = В какой валюте? Сумма не пересчитывается.
qualify-ask-probability = Насколько вероятна продажа? Нажмите или напишите 0–100.
qualify-nothing-found = ⚠️ В списке нет ничего с «{ $typed }». Напишите другую часть названия или нажмите на нужное.
qualify-narrowed =
    { $count ->
        [one] 🔎 «{ $typed }»: найдено { $count }.
        [few] 🔎 «{ $typed }»: найдено { $count }.
        [many] 🔎 «{ $typed }»: найдено { $count }.
       *[other] 🔎 «{ $typed }»: найдено { $count }.
    }
qualify-summary =
    <b>Квалификация</b>
    { $title } · { $partner }
qualify-line = { $field }: <b>{ $after }</b>
qualify-line-edited = { $field }: <s>{ $before }</s> → <b>{ $after }</b>
qualify-button-save =
    { $count ->
        [0] ✅ Готово
       *[other] ✅ Сохранить
    }
qualify-button-skip = Пропустить
qualify-button-keep = Оставить
qualify-button-all = Показать все
qualify-button-currency = Другая валюта
qualify-conflict =
    <b>{ $field }: значение тем временем изменили</b>
    { $title }

    Вы ввели: <b>{ $mine }</b>
    Записано сейчас: <b>{ $theirs }</b>

    Что оставить?
qualify-button-mine = Моё: { $value }
qualify-button-theirs = Записанное: { $value }
qualify-help-catalogue = ℹ️ Нажмите на подходящее или напишите часть названия. «Пропустить» оставит на потом.
qualify-help-budget = ℹ️ Выручка, которую вы ждёте от сделки. Понимаю пробелы, запятые, «к» и «млн», валюту до или после суммы.
qualify-help-currency = ℹ️ Валюта бюджета. Нажмите или напишите код или знак.
qualify-help-probability = ℹ️ От 0 (безнадёжно) до 100 (подписано). Нажмите или напишите любое целое число.
qualify-help-summary = ℹ️ Ничего не записано, пока вы не сохраните. Каждая кнопка меняет одну строку.
qualify-help-conflict = ℹ️ Пока вы редактировали, коллега записал другое значение. Выберите верное.
probability-not-a-number = ⚠️ «{ $typed }» — это не проценты. Напишите число от 0 до 100, например 60.
probability-out-of-range = ⚠️ «{ $typed }» выходит за пределы. Напишите число от 0 до 100.
probability-not-whole = ⚠️ Напишите целое число от 0 до 100, например 60.
