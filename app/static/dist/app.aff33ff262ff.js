var m=document.querySelector(".sk-summary");m&&m.focus();
